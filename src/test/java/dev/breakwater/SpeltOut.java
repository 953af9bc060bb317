package dev.breakwater;

import java.util.ArrayList;
import java.util.List;

/**
 * Every text that a small regular expression takes, with {@code n} where it takes any name and 0 where it takes any
 * number. It knows literals, escaped characters, groups, alternatives and {@code ?}, and nothing else.
 */
final class SpeltOut {

    private static final String NAME = "(\"[^\"]+\"|[^.\"]+)";
    private static final String NUMBER = "\\d+";

    private final String pattern;
    private int at;

    private SpeltOut(String pattern) {
        this.pattern = pattern;
    }

    static List<String> of(String pattern) {
        return new SpeltOut(pattern.replace(NAME, "n").replace(NUMBER, "0")).alternatives();
    }

    private List<String> alternatives() {
        List<String> all = new ArrayList<>();
        List<String> branch = List.of("");
        while (at < pattern.length() && pattern.charAt(at) != ')') {
            if (pattern.charAt(at) == '|') {
                at++;
                all.addAll(branch);
                branch = List.of("");
            } else {
                branch = joined(branch, next());
            }
        }
        all.addAll(branch);
        return all;
    }

    private List<String> next() {
        char c = pattern.charAt(at++);
        List<String> one;
        if (c == '(') {
            one = alternatives();
            at++;
        } else {
            one = List.of(String.valueOf(c == '\\' ? pattern.charAt(at++) : c));
        }
        if (at < pattern.length() && pattern.charAt(at) == '?') {
            at++;
            one = new ArrayList<>(one);
            one.add("");
        }
        return one;
    }

    private static List<String> joined(List<String> heads, List<String> tails) {
        List<String> all = new ArrayList<>();
        for (String head : heads) {
            for (String tail : tails) {
                all.add(head + tail);
            }
        }
        return all;
    }
}
