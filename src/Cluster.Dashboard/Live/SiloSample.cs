namespace Cluster.Dashboard.Live;

/// <summary>One silo's figures at one moment; a figure that was not told is null.</summary>
internal readonly record struct SiloSample(DateTimeOffset At, int? Activations, double? CpuPercent, long? MemoryBytes);
