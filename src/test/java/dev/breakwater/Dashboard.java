package dev.breakwater;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** The dashboard that is shipped, as its tests read it. */
final class Dashboard {

    private Dashboard() {}

    /** What is asked for one panel. */
    record Query(String panel, String expression) {}

    static JsonNode json() {
        try {
            return new ObjectMapper().readTree(AlertRules.read(AlertRules.DIRECTORY.resolve("dashboard.json")));
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** The panels but for the rows that part them. */
    static List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        json().get("panels").forEach(panel -> {
            if (!panel.get("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        return panels;
    }

    static List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.get("targets")) {
                queries.add(new Query(
                        panel.get("title").asText(), target.get("expr").asText()));
            }
        }
        return queries;
    }
}
