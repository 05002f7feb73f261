namespace Cluster.LocalHosting.Processes;

/// <summary>A process to start.</summary>
/// <param name="Path">The executable, as an absolute path.</param>
/// <param name="Arguments">Without the executable itself.</param>
/// <param name="Environment">The whole environment; nothing is inherited beside it.</param>
/// <param name="WorkingDirectory">An absolute path.</param>
internal sealed record ProcessSpec(
    string Path,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string WorkingDirectory);
