package dev.breakwater;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a Dockerfile says, one instruction after the other, continued lines joined.
 *
 * @param file where it lies
 * @param instructions in their order
 */
record Dockerfile(Path file, List<Instruction> instructions) {

    /** The name of an instruction in capital letters, and all that follows it. */
    record Instruction(String name, String arguments) {}

    /**
     * What is copied where.
     *
     * @param sources paths below the project, the last segment maybe with a {@code *}
     * @param target a directory if it ends with a slash
     */
    record Copy(List<String> sources, String target) {}

    static List<Dockerfile> all() throws IOException {
        List<Dockerfile> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/docker"))) {
            for (Path file : files.sorted().toList()) {
                all.add(read(file));
            }
        }
        return all;
    }

    static Dockerfile read(Path file) throws IOException {
        String text = Files.readString(file).replaceAll("(?m)^\\s*#.*\n", "").replaceAll("\\\\\n", " ");
        List<Instruction> instructions = text.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().split("\\s+", 2))
                .map(words -> new Instruction(words[0].toUpperCase(Locale.ROOT), words[1]))
                .toList();
        return new Dockerfile(file, instructions);
    }

    /** The arguments of each instruction of this name. */
    List<String> all(String name) {
        return instructions.stream()
                .filter(instruction -> instruction.name().equals(name))
                .map(Instruction::arguments)
                .toList();
    }

    /** The arguments of the one instruction of this name. */
    String one(String name) {
        List<String> found = all(name);
        if (found.size() != 1) {
            throw new AssertionError(file + " has " + found.size() + " " + name);
        }
        return found.get(0);
    }

    List<Copy> copies() {
        return all("COPY").stream()
                .map(arguments -> arguments.split("\\s+"))
                .map(words -> new Copy(Arrays.asList(words).subList(0, words.length - 1), words[words.length - 1]))
                .toList();
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
