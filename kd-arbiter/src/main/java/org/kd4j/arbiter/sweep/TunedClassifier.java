package org.kd4j.arbiter.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kd4j.arbiter.config.TeacherConfig;
import org.kd4j.models.onnx.OnnxImport;
import org.kd4j.models.onnx.SavedGraph;
import org.kd4j.models.teacher.ImportedTeacher;
import org.kd4j.models.teacher.TeacherFolder;

/**
 * A teacher that was fine-tuned, on its way into a folder.
 *
 * @param config with the model that it was made of
 * @param classifier closed with this object
 * @param labels of its logits
 */
record TunedClassifier(TeacherConfig config, OnnxImport.Verified classifier, List<String> labels)
        implements AutoCloseable {

    /** @return what the folder holds; of use as long as this object is open, its description for longer */
    ImportedTeacher write(Path folder, Path tokenizer) throws IOException {
        ImportedTeacher teacher =
                new ImportedTeacher(Path.of(config.model()), classifier, Optional.of(tokenizer), labels);
        TeacherFolder.write(folder, teacher, SavedGraph.MOST_INLINE_BYTES);
        return teacher;
    }

    @Override
    public void close() {
        classifier.graph().close();
    }
}
