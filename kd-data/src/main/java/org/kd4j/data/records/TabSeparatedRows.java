package org.kd4j.data.records;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows of tab-separated values as GLUE writes them: a line a row, and no character but tab and line break is special. */
final class TabSeparatedRows implements Rows {
    private final Utf8Lines lines;

    TabSeparatedRows(Utf8Lines lines) {
        this.lines = lines;
    }

    @Override
    public Row next() throws IOException {
        String line = lines.next();
        return line == null ? null : new Row(lines.line(), split(withoutBreak(line)));
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    static String withoutBreak(String line) {
        int end = line.endsWith("\n") ? line.length() - 1 : line.length();
        return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
    }

    private static List<String> split(String line) {
        List<String> values = new ArrayList<>();
        int begin = 0;
        for (int tab = line.indexOf('\t'); tab >= 0; tab = line.indexOf('\t', begin)) {
            values.add(line.substring(begin, tab));
            begin = tab + 1;
        }
        values.add(line.substring(begin));
        return values;
    }
}
