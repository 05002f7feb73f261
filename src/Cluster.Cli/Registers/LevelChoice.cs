using Cluster.Registers;

namespace Cluster.Cli.Registers;

/// <summary>The level that was asked for.</summary>
/// <param name="Level">What is promised.</param>
/// <param name="Session">The session that goes on, where the level is one of a session.</param>
internal sealed record LevelChoice(ConsistencyLevel Level, RegisterSession? Session = null);
