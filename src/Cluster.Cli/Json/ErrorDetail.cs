using System.Text.Json.Serialization;

namespace Cluster.Cli.Json;

/// <param name="Kind"><c>failed</c>, <c>usage</c>, <c>no-cluster</c>, <c>unknown-outcome</c>, <c>lock-lost</c>, <c>lock-timeout</c> or <c>cancelled</c>.</param>
/// <param name="ExitCode">The process's exit code.</param>
/// <param name="Message">What was wrong and what would be right.</param>
/// <param name="Trace">The stack trace, with <c>--verbose</c> only.</param>
internal sealed record ErrorDetail(
    string Kind, int ExitCode, string Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Trace);
