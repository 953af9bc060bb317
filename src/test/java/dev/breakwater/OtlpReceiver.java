package dev.breakwater;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Who receives spans and metrics by OTLP over HTTP, on a free port. */
final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<Metric> metrics = new CopyOnWriteArrayList<>();
    private final List<String> services = new CopyOnWriteArrayList<>();

    OtlpReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::receiveSpans);
        server.createContext("/v1/metrics", this::receiveMetrics);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What was exported so far. */
    List<Span> spans() {
        return spans;
    }

    /** The metrics that were sent so far. */
    List<Metric> metrics() {
        return metrics;
    }

    /** Who says so: {@code service.name} of each export of spans. */
    List<String> services() {
        return services;
    }

    private void receiveSpans(HttpExchange request) throws IOException {
        ExportTraceServiceRequest.parseFrom(body(request))
                .getResourceSpansList()
                .forEach(resource -> {
                    resource.getResource().getAttributesList().stream()
                            .filter(attribute -> attribute.getKey().equals("service.name"))
                            .forEach(attribute ->
                                    services.add(attribute.getValue().getStringValue()));
                    resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
                });
        request.sendResponseHeaders(200, -1);
        request.close();
    }

    private void receiveMetrics(HttpExchange request) throws IOException {
        ExportMetricsServiceRequest.parseFrom(body(request))
                .getResourceMetricsList()
                .forEach(resource ->
                        resource.getScopeMetricsList().forEach(scope -> metrics.addAll(scope.getMetricsList())));
        request.sendResponseHeaders(200, -1);
        request.close();
    }

    private static InputStream body(HttpExchange request) throws IOException {
        boolean zipped = "gzip".equals(request.getRequestHeaders().getFirst("Content-Encoding"));
        return zipped ? new GZIPInputStream(request.getRequestBody()) : request.getRequestBody();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
