package org.kd4j.core.encoder;

/** The arrays of one thread that trains. */
final class TrainingWorkspace implements AutoCloseable {
    final Workspace forward = new Workspace();
    final MaskDraw draw = new MaskDraw();
    NativeFloats contexts = new NativeFloats(1);
    NativeFloats slopes = new NativeFloats(1);
    private final float[][] chunks = {new float[0], new float[0], new float[0]};
    private float[] mask = new float[0];

    /** One of three arrays. */
    float[] chunk(int which, int length) {
        if (chunks[which].length < length) {
            chunks[which] = new float[length];
        }
        return chunks[which];
    }

    float[] mask(int length) {
        if (mask.length < length) {
            mask = new float[length];
        }
        return mask;
    }

    @Override
    public void close() {
        forward.close();
        contexts.close();
        slopes.close();
    }
}
