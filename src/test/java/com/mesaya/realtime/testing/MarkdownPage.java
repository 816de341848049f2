package com.mesaya.realtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path the path from the top level
 */
public record MarkdownPage(Path path, String text) {

    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("^[a-z]+:.*");
    private static final Pattern NO_ANCHOR = Pattern.compile("[^\\p{L}\\p{N} _-]");

    /** A link to another place in the repository. */
    private record Link(String label, String target) {

        String file() {
            return target.replaceFirst("#.*", "");
        }

        String anchor() {
            return target.contains("#") ? target.substring(target.indexOf('#') + 1) : "";
        }
    }

    /** Reads a page. */
    public static MarkdownPage read(Path path) {
        return new MarkdownPage(path, textOf(path));
    }

    /** The number of words, as {@code wc -w} counts them. */
    public long words() {
        return Pattern.compile("\\S+").matcher(text).results().count();
    }

    /** The links that lead to no file, or to no heading of a page. */
    public List<String> deadLinks() {
        return links().filter(link -> !leadsSomewhere(link)).map(Link::target).toList();
    }

    /** The links to classes that are named after another class, or after a member that the class doesn't declare. */
    public List<String> misnamedClasses() {
        return links().filter(link -> link.target().endsWith(".java"))
                .filter(link -> !isNamedAfterItsTarget(link))
                .map(link -> link.label() + " at " + link.target())
                .toList();
    }

    /** The files that it links to, from the top level. */
    public Set<Path> linked() {
        return links().map(this::target).collect(Collectors.toSet());
    }

    private Stream<Link> links() {
        return LINK.matcher(prose())
                .results()
                .map(link -> new Link(link.group(1).replace("`", ""), link.group(2)))
                .filter(link -> !ELSEWHERE.matcher(link.target()).matches());
    }

    private String prose() {
        return CODE_BLOCK.matcher(text).replaceAll("");
    }

    private Path target(Link link) {
        return link.file().isEmpty() ? path : path.resolveSibling(link.file()).normalize();
    }

    private boolean leadsSomewhere(Link link) {
        Path target = target(link);
        if (link.anchor().isEmpty()) {
            return Files.exists(target);
        }
        return link.file().isEmpty()
                ? anchors().contains(link.anchor())
                : Files.isRegularFile(target) && read(target).anchors().contains(link.anchor());
    }

    private Set<String> anchors() {
        return HEADING.matcher(prose())
                .results()
                .map(heading -> NO_ANCHOR
                        .matcher(heading.group(1).toLowerCase(Locale.ROOT))
                        .replaceAll("")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private boolean isNamedAfterItsTarget(Link link) {
        Path file = target(link);
        List<String> names = List.of(link.label().split("\\.", -1));
        return Files.isRegularFile(file)
                && file.endsWith(names.get(0) + ".java")
                && names.stream().skip(1).allMatch(name -> declares(textOf(file), name));
    }

    /** A method or record, which follows its type or keyword; another type; or a constant. */
    private static boolean declares(String code, String name) {
        return Pattern.compile("[\\w>\\]](?<!\\breturn|\\bnew|\\bthrow|\\belse) " + name
                        + "\\(|\\b(class|enum|interface) " + name + "\\b|\\w " + name + " =")
                .matcher(code)
                .find();
    }

    /** The text of a file. */
    public static String textOf(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
