/** The order in which a request passes through its stages: {@link dev.breakwater.pipeline.RequestPipeline}. */
@NullMarked
package dev.breakwater.pipeline;

import org.jspecify.annotations.NullMarked;
