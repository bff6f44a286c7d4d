package org.kd4j.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuntimePresenceTest {

    @Test
    void isPresentInTests() {
        assertThat(OnnxImport.runtimeIsPresent()).isTrue();
    }

    @Test
    void saysThatItIsAbsentWithoutItsJar() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!new File(entry).getName().startsWith("onnxruntime")) {
                urls.add(url(entry));
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method isPresent = without.loadClass(OnnxImport.class.getName()).getDeclaredMethod("runtimeIsPresent");
            isPresent.setAccessible(true);
            assertThat(isPresent.invoke(null)).isEqualTo(false);
        }
    }

    private static URL url(String entry) throws MalformedURLException {
        return new File(entry).toURI().toURL();
    }
}
