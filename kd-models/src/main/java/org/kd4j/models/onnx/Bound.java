package org.kd4j.models.onnx;

/** What a translation took for granted of the sizes of inputs: {@code low <= high}, such as sequence <= 512. */
record Bound(Dim low, Dim high) {
    @Override
    public String toString() {
        return low + " <= " + high;
    }
}
