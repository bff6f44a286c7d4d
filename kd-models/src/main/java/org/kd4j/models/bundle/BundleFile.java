package org.kd4j.models.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The zip archive of a bundle, read with care: only files of known names, each of which has the size and the hash that
 * the manifest says. Whatever is wrong is an {@link IOException} that says what. Nothing is written but where the caller
 * wants it.
 */
final class BundleFile implements AutoCloseable {
    static final String MANIFEST = "model.json";
    static final String TOKENIZER = "tokenizer.json";
    static final String WEIGHTS = "weights.safetensors";
    static final String GRAPH = "configuration.json";
    static final String COEFFICIENTS = "coefficients.bin";
    private static final String UPDATER = "updaterState.bin";

    /** How many times smaller learned weights never become, where there are more than a few of them. */
    private static final int COMPRESSION = 10;

    private static final long FEW = 16L << 20;

    /** The most bytes that a file of each name may have. */
    private static final Map<String, Long> LARGEST = Map.of(
            MANIFEST, 64L << 20,
            TOKENIZER, 256L << 20,
            GRAPH, 16L << 20,
            COEFFICIENTS, 8L << 30,
            UPDATER, 16L << 30,
            WEIGHTS, 8L << 30);

    private final ZipFile zip;
    private final BundleManifest manifest;

    private BundleFile(ZipFile zip, BundleManifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    /** Writes what a manifest describes; see {@link ModelBundle#write}. */
    static void write(Path target, Path weights, String tokenizer, Description description) throws IOException {
        Map<String, Source> sources = new LinkedHashMap<>();
        sources.put(TOKENIZER, out -> out.write(tokenizer.getBytes(StandardCharsets.UTF_8)));
        if (description.model() instanceof ModelSettings.Annotators) {
            sources.put(WEIGHTS, out -> Files.copy(weights, out));
            write(target, sources, description);
            return;
        }
        try (ZipFile graph = new ZipFile(weights.toFile())) {
            for (String name : List.of(GRAPH, COEFFICIENTS, UPDATER)) {
                ZipEntry entry = graph.getEntry(name);
                if (entry != null) {
                    sources.put(name, out -> {
                        try (InputStream in = graph.getInputStream(entry)) {
                            in.transferTo(out);
                        }
                    });
                }
            }
            write(target, sources, description);
        }
    }

    /** What the manifest says beside the files. */
    record Description(ModelSettings model, List<String> labels, boolean specialTokens) {}

    /** The bytes of a file that is to be written. */
    @FunctionalInterface
    private interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void write(Path target, Map<String, Source> sources, Description description) throws IOException {
        Map<String, BundleManifest.Content> files = new LinkedHashMap<>();
        for (Map.Entry<String, Source> source : sources.entrySet()) {
            Measure measure = new Measure();
            source.getValue().writeTo(measure);
            files.put(source.getKey(), measure.content());
        }
        BundleManifest manifest =
                BundleManifest.of(description.model(), description.labels(), description.specialTokens(), files);
        try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
            // Weights hardly become smaller, whatever the effort.
            zip.setLevel(Deflater.BEST_SPEED);
            begin(zip, MANIFEST);
            zip.write(manifest.toJson());
            for (Map.Entry<String, Source> source : sources.entrySet()) {
                begin(zip, source.getKey());
                source.getValue().writeTo(zip);
            }
        }
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 2, 1, 0, 0));
        zip.putNextEntry(entry);
    }

    static BundleFile open(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        try {
            requireKnownEntries(zip);
            requireRoom(zip, Files.size(file));
            BundleManifest manifest = manifest(zip);
            BundleFile bundle = new BundleFile(zip, manifest);
            bundle.requireFiles();
            return bundle;
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** Other names, such as those that lead out of a folder, are never written to anywhere. */
    private static void requireKnownEntries(ZipFile zip) throws IOException {
        Set<String> seen = new HashSet<>();
        for (ZipEntry entry : zip.stream().toList()) {
            if (!LARGEST.containsKey(entry.getName())) {
                throw new IOException("it has an entry '" + entry.getName() + "'");
            }
            if (!seen.add(entry.getName())) {
                throw new IOException("it has two entries " + entry.getName());
            }
            if (entry.getSize() < 0 || entry.getSize() > LARGEST.get(entry.getName())) {
                throw new IOException("its " + entry.getName() + " has " + entry.getSize() + " bytes, more than "
                        + LARGEST.get(entry.getName()));
            }
        }
    }

    /** A few bytes that say they are gigabytes of weights do not become that. */
    private static void requireRoom(ZipFile zip, long bytes) throws IOException {
        for (String name : List.of(COEFFICIENTS, WEIGHTS)) {
            ZipEntry entry = zip.getEntry(name);
            if (entry != null && entry.getSize() > FEW && entry.getSize() / COMPRESSION > bytes) {
                throw new IOException("its " + name + " has " + entry.getSize() + " bytes in a file of " + bytes
                        + ", which weights that were learned do not fit into");
            }
        }
    }

    private static BundleManifest manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw new IOException("it has no " + MANIFEST);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return BundleManifest.read(in.readNBytes((int) entry.getSize()));
        }
    }

    private void requireFiles() throws IOException {
        Set<String> found = new HashSet<>();
        zip.stream().map(ZipEntry::getName).forEach(found::add);
        found.remove(MANIFEST);
        Set<String> needed = manifest.model() instanceof ModelSettings.Annotators
                ? Set.of(TOKENIZER, WEIGHTS)
                : Set.of(TOKENIZER, GRAPH, COEFFICIENTS);
        if (!found.equals(manifest.files().keySet()) || !found.containsAll(needed)) {
            throw new IOException("it has the files " + found.stream().sorted().toList() + " where "
                    + manifest.files().keySet() + " are listed and "
                    + needed.stream().sorted().toList() + " are needed");
        }
        for (String name : found) {
            long listed = manifest.files().get(name).bytes();
            if (zip.getEntry(name).getSize() != listed) {
                throw new IOException("its " + name + " has "
                        + zip.getEntry(name).getSize() + " bytes where " + listed + " are listed");
            }
        }
    }

    BundleManifest manifest() {
        return manifest;
    }

    /** Reads files that are not needed to the end, so that damage is found wherever it is. */
    void checkRest(Set<String> read) throws IOException {
        for (String name : manifest.files().keySet()) {
            if (!read.contains(name)) {
                copy(name, OutputStream.nullOutputStream());
            }
        }
    }

    /** Copies a file, and checks its size and hash on the way; what was copied is of no use if that fails. */
    void copy(String name, OutputStream out) throws IOException {
        BundleManifest.Content listed = manifest.files().get(name);
        MessageDigest digest = sha256();
        long left = listed.bytes();
        try (InputStream in = new DigestInputStream(zip.getInputStream(zip.getEntry(name)), digest)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                left -= n;
                if (left < 0) {
                    throw new IOException("its " + name + " goes on behind " + listed.bytes() + " bytes");
                }
                out.write(buffer, 0, n);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (left > 0 || !found.equals(listed.sha256())) {
            throw new IOException("its " + name + " has SHA-256 " + found + " where " + listed.sha256() + " is listed");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Counts and hashes what is written to it. */
    private static final class Measure extends OutputStream {
        private final MessageDigest digest = sha256();
        private long bytes;

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            digest.update(buffer, offset, length);
            bytes += length;
        }

        BundleManifest.Content content() {
            return new BundleManifest.Content(bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
