package org.kd4j.core.encoder;

/** The second factor of many products C = A · B. */
interface Factor extends AutoCloseable {
    /**
     * C = A · B, or C += A · B where {@code adding}, on the calling thread, which is confined to itself.
     *
     * @param rows of A and C, which lie in memory without gaps
     */
    void multiply(int rows, Matrix a, Matrix c, boolean adding);

    @Override
    void close();
}
