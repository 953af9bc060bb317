package dev.breakwater.ops;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.OpenApiFilter.RunStage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * What all calls of the control plane have in common, put into its OpenAPI document when the service is built: the
 * login, the errors that {@link OperatorLogin} and {@link ProblemMappers} give, what a problem looks like, and
 * parameters that many calls take. What a call alone has stands at its method.
 */
@OpenApiFilter(stages = RunStage.BUILD)
public class ApiDescription implements OASFilter {

    private static final String IF_MATCH = "if-match";
    private static final String REPLICA_ONLY = "replica-only";
    private static final String PROBLEM = "Problem";
    private static final String PROBLEM_REF = "#/components/schemas/" + PROBLEM;
    private static final String LOGIN = "operator";
    private static final String AUDIT = "/ops/v1/audit";
    private static final int FIRST_ERROR = 400;

    /** What an error means, where the method does not say it. */
    private static final Map<String, String> ERRORS = Map.of(
            "400", "The request cannot be understood, or something in it is missing; `detail` says what.",
            "401",
                    "No operator has this key, and it is no good token. It is on record; wrong ones are answered later and later.",
            "403", "The operator has not the role that this needs. It is on record.",
            "404", "There is nothing of this name, or what it belongs to is not configured; `detail` says what.",
            "406", "The answer has no type that `Accept` allows.",
            "415", "The body is not JSON.",
            "429", "Too many wrong keys wait for their answer; a right one is let in at any time.",
            "500", "A fault of ours; the log says which.",
            "503", "The store, or the issuer of the token, cannot be asked for now. Nothing was changed.");

    /** What a parameter means, where the method does not say it. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "scope", "`all`, a provider, or a provider's route as `provider/route`.",
            "id", "The id of a queued write.",
            "reason", "Why, in 1 to 500 characters on one line; it is shown and kept with what is done.");

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.setInfo(OASFactory.createInfo()
                .title("Breakwater control plane")
                .version("v1")
                .description(
                        "For operators: what is wrong, since when, and the levers. Errors are problems (RFC 9457)."));
        if (api.getComponents() == null) {
            api.setComponents(OASFactory.createComponents());
        }
        api.getComponents()
                .addSecurityScheme(
                        LOGIN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "The key of an operator (`breakwater.operators.{name}`) or, where these are taken, a token of an OpenID Connect issuer."))
                .addSchema(PROBLEM, problem())
                .addParameter(
                        IF_MATCH,
                        OASFactory.createParameter()
                                .name("If-Match")
                                .in(Parameter.In.HEADER)
                                .schema(text())
                                .description(
                                        "The `ETag` that you were shown, such as `\"17\"`: if somebody has changed it"
                                                + " since, nothing is done. Without it, or with `*`, the last one wins."))
                .addParameter(
                        REPLICA_ONLY,
                        OASFactory.createParameter()
                                .name("replica-only")
                                .in(Parameter.In.QUERY)
                                .schema(OASFactory.createSchema().addType(SchemaType.BOOLEAN))
                                .description("Changes the replica that answers and no other; also possible while the"
                                        + " store is away."));
        api.setSecurity(List.of(OASFactory.createSecurityRequirement().addScheme(LOGIN)));
        api.getPaths().getPathItems().forEach(ApiDescription::complete);
    }

    @Override
    public Parameter filterParameter(Parameter parameter) {
        String known = parameter.getName() == null ? null : PARAMETERS.get(parameter.getName());
        return parameter.getDescription() == null && known != null ? parameter.description(known) : parameter;
    }

    private static void complete(String path, PathItem item) {
        item.getOperations().forEach((method, operation) -> complete(path, method, operation));
    }

    private static void complete(String path, HttpMethod method, Operation operation) {
        Map<String, APIResponse> all = new TreeMap<>();
        all.putAll(operation.getResponses().getAPIResponses());
        Set.of("401", "406", "429", "500", "503")
                .forEach(status -> all.putIfAbsent(status, OASFactory.createAPIResponse()));
        if (method != HttpMethod.GET || path.startsWith(AUDIT)) {
            all.putIfAbsent("403", OASFactory.createAPIResponse());
        }
        if (operation.getRequestBody() != null) {
            all.putIfAbsent("400", OASFactory.createAPIResponse());
            all.putIfAbsent("415", OASFactory.createAPIResponse());
        }
        if (all.containsKey("412")) {
            operation
                    .addParameter(OASFactory.createParameter().ref(IF_MATCH))
                    .addParameter(OASFactory.createParameter().ref(REPLICA_ONLY));
        }
        all.forEach(ApiDescription::complete);
        APIResponses responses = OASFactory.createAPIResponses();
        all.forEach(responses::addAPIResponse);
        operation.setResponses(responses);
    }

    private static void complete(String status, APIResponse response) {
        if (Integer.parseInt(status) < FIRST_ERROR) {
            return;
        }
        if (response.getDescription() == null || response.getDescription().isEmpty()) {
            response.setDescription(ERRORS.get(status));
        }
        response.setContent(OASFactory.createContent()
                .addMediaType(
                        "application/problem+json",
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(PROBLEM_REF))));
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("An error (RFC 9457).")
                .addProperty("type", text().description("Leads to its page; `about:blank` if the status says it all."))
                .addProperty("title", text())
                .addProperty("status", OASFactory.createSchema().addType(SchemaType.INTEGER))
                .addProperty("detail", text().description("What to do about it."));
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }
}
