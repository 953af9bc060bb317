package dev.breakwater.ops;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /ops/v1/openapi}: the OpenAPI document of the control plane. Any role may look. Quarkus' own address for it is
 * switched off outside dev mode and tests, as it knows no login.
 */
@Path("/ops/v1/openapi")
@Tag(name = "This API")
public class ApiDescriptionResource {

    private final OpenApiDocumentService documents;

    @Inject
    ApiDescriptionResource(OpenApiDocumentService documents) {
        this.documents = documents;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "This document")
    @APIResponse(
            responseCode = "200",
            description = "An OpenAPI document.",
            content = @Content(schema = @Schema(type = SchemaType.OBJECT)))
    public byte[] document() {
        return documents.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON);
    }
}
