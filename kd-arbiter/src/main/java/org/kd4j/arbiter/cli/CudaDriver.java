package org.kd4j.arbiter.cli;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.util.ArrayList;
import java.util.List;
import org.kd4j.core.failure.InvalidConfig;

/** NVIDIA's driver, asked without CUDA's own libraries and without ND4J. */
final class CudaDriver {
    /** {@code CUdevice_attribute} of the driver's API. */
    private static final int MAJOR = 75;

    private static final int MINOR = 76;
    private static final int LONGEST_NAME = 256;

    private final Calls calls;

    private CudaDriver(Calls calls) {
        this.calls = calls;
    }

    /** Functions of the driver's API; each gives 0 or what went wrong. */
    interface Calls extends Library {
        int cuInit(int flags);

        int cuDeviceGetCount(IntByReference count);

        int cuDeviceGet(IntByReference device, int ordinal);

        int cuDeviceGetName(byte[] name, int length, int device);

        int cuDeviceGetAttribute(IntByReference value, int attribute, int device);
    }

    /**
     * The GPUs that CUDA_VISIBLE_DEVICES leaves, at least one.
     *
     * @throws InvalidConfig without a driver or a GPU
     */
    static List<Gpu> gpus() {
        String library = Platform.isWindows() ? "nvcuda" : "libcuda.so.1";
        try {
            return new CudaDriver(Native.load(library, Calls.class)).list();
        } catch (UnsatisfiedLinkError missing) {
            throw unusable("no NVIDIA driver (" + library + " cannot be loaded)");
        }
    }

    private List<Gpu> list() {
        check("cuInit", calls.cuInit(0));
        IntByReference count = new IntByReference();
        check("cuDeviceGetCount", calls.cuDeviceGetCount(count));
        List<Gpu> gpus = new ArrayList<>();
        for (int ordinal = 0; ordinal < count.getValue(); ordinal++) {
            IntByReference device = new IntByReference();
            check("cuDeviceGet", calls.cuDeviceGet(device, ordinal));
            byte[] name = new byte[LONGEST_NAME];
            check("cuDeviceGetName", calls.cuDeviceGetName(name, LONGEST_NAME, device.getValue()));
            gpus.add(new Gpu(
                    Native.toString(name), attribute(MAJOR, device.getValue()), attribute(MINOR, device.getValue())));
        }
        if (gpus.isEmpty()) {
            throw unusable("none");
        }
        return gpus;
    }

    private int attribute(int attribute, int device) {
        IntByReference value = new IntByReference();
        check("cuDeviceGetAttribute", calls.cuDeviceGetAttribute(value, attribute, device));
        return value.getValue();
    }

    private static void check(String call, int error) {
        if (error != 0) {
            throw unusable("none that the driver offers (" + call + " gave error " + error + ")");
        }
    }

    private static InvalidConfig unusable(String found) {
        return new InvalidConfig(
                "GPU",
                found,
                "an NVIDIA GPU with its driver, as this jar was built with -Pcuda",
                CudaBackend.WITHOUT_GPU);
    }
}
