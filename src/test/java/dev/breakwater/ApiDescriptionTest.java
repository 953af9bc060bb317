package dev.breakwater;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The OpenAPI document of the control plane: every method of every resource is in it, with all that it answers. */
@QuarkusTest
@TestProfile(OperatorRolesTest.OneOfEachRole.class)
@QuarkusTestResource(value = SandboxForTest.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = RedisForQuarkus.class, restrictToAnnotatedClass = true)
class ApiDescriptionTest {

    private static final String PROBLEM = "#/components/schemas/Problem";

    @Inject
    BeanManager beans;

    @Test
    void every_method_is_described_with_its_answers_and_errors() {
        JsonPath document = document();
        SoftAssertions all = new SoftAssertions();
        for (String method : ResourceMethods.of(beans)) {
            Map<String, Object> operation = operation(document, method);
            all.assertThat(operation).as(method).isNotNull();
            if (operation != null) {
                all.assertThat((String) operation.get("summary"))
                        .as("summary of %s", method)
                        .isNotBlank();
                all.assertThat((List<?>) operation.get("tags"))
                        .as("tag of %s", method)
                        .hasSize(1);
                Map<String, Map<String, Object>> answers = answers(operation);
                all.assertThat(answers.keySet())
                        .as("answers of %s", method)
                        .contains("401", "500")
                        .anyMatch(status -> status.startsWith("2"));
                answers.forEach((status, answer) -> {
                    all.assertThat((String) answer.get("description"))
                            .as("%s of %s", status, method)
                            .isNotBlank();
                    if (Integer.parseInt(status) >= 400) {
                        all.assertThat(answer.toString())
                                .as("%s of %s", status, method)
                                .contains("application/problem+json", PROBLEM);
                    } else if (!status.equals("204")) {
                        all.assertThat(answer).as("%s of %s", status, method).containsKey("content");
                    }
                });
                for (Map<String, Object> parameter : parameters(document, operation)) {
                    all.assertThat((String) parameter.get("description"))
                            .as("%s of %s", parameter.get("name"), method)
                            .isNotBlank();
                }
            }
        }
        all.assertAll();
    }

    @Test
    void what_is_answered_is_what_is_described() {
        JsonPath document = document();
        SoftAssertions all = new SoftAssertions();
        for (String method : ResourceMethods.of(beans)) {
            Set<String> answered = new TreeSet<>();
            answered.add(String.valueOf(ResourceMethods.status(method, given())));
            for (String role : List.of("viewer", "operator", "auditor")) {
                answered.add(String.valueOf(ResourceMethods.status(method, as(role))));
            }
            Map<String, Object> operation = operation(document, method);
            if (operation != null) {
                all.assertThat(answers(operation).keySet()).as(method).containsAll(answered);
            }
        }
        all.assertAll();
    }

    @Test
    void orders_may_say_what_they_were_decided_on_and_for_which_replica() {
        JsonPath document = document();
        for (String method : List.of(
                "PUT /ops/v1/modes/{scope}",
                "DELETE /ops/v1/switches/{name}/{scope}",
                "POST /ops/v1/breakers/{scope}/open")) {
            assertThat(parameters(document, operation(document, method)))
                    .extracting(one -> one.get("name"))
                    .as(method)
                    .contains("If-Match", "replica-only", "scope");
        }
    }

    @Test
    void it_says_how_to_log_in() {
        JsonPath document = document();
        assertThat(document.getString("components.securitySchemes.operator.type"))
                .isEqualTo("http");
        assertThat(document.getString("components.securitySchemes.operator.scheme"))
                .isEqualTo("bearer");
        assertThat(document.getList("security")).isEqualTo(List.of(Map.of("operator", List.of())));
        assertThat(document.getString("info.title")).isNotBlank();
    }

    @Test
    void members_are_called_as_they_are_sent_and_orders_are_explained() {
        JsonPath document = document();
        assertThat(document.getMap("components.schemas.OrderBody.properties").keySet())
                .isEqualTo(Set.of("mode", "on", "reason", "until", "for"));
        assertThat(document.getMap("components.schemas.WriteView.properties")
                        .keySet()
                        .toString())
                .contains("accepted_at", "in_doubt");
        Map<String, Map<String, Object>> order = document.getMap("components.schemas.WriteOrder.properties");
        order.forEach((name, member) ->
                assertThat((String) member.get("description")).as(name).isNotBlank());
    }

    @Test
    void it_is_for_operators_and_swagger_ui_shows_it_in_dev_mode_and_tests() {
        given().get("/ops/v1/openapi").then().statusCode(401);
        given().get("/q/openapi?format=json").then().statusCode(200);
        given().get("/q/swagger-ui/").then().statusCode(200).body(containsString("/q/openapi"));
    }

    private static JsonPath document() {
        return as("viewer")
                .get("/ops/v1/openapi")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static Map<String, Object> operation(JsonPath document, String method) {
        String verb = method.substring(0, method.indexOf(' ')).toLowerCase(Locale.ROOT);
        String path = method.substring(method.indexOf(' ') + 1).replaceAll(":[^}]*}", "}");
        Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");
        return paths.getOrDefault(path, Map.of()).get(verb);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> answers(Map<String, Object> operation) {
        return (Map<String, Map<String, Object>>) operation.get("responses");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> parameters(JsonPath document, Map<String, Object> operation) {
        List<Map<String, Object>> own = (List<Map<String, Object>>) operation.getOrDefault("parameters", List.of());
        return own.stream()
                .map(one -> {
                    String ref = (String) one.get("$ref");
                    return ref == null
                            ? one
                            : document.<String, Object>getMap(
                                    "components.parameters.'" + ref.substring(ref.lastIndexOf('/') + 1) + "'");
                })
                .toList();
    }

    private static RequestSpecification as(String role) {
        return given().header("Authorization", "Bearer key-of-the-" + role);
    }
}
