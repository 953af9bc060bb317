package dev.breakwater.cache;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The entity tags in a list (RFC 9110 section 8.8.3); a comma may stand inside one. */
final class EntityTags {

    private static final Pattern TAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"");

    private EntityTags() {}

    static List<String> in(String value) {
        return TAG.matcher(value).results().map(MatchResult::group).toList();
    }
}
