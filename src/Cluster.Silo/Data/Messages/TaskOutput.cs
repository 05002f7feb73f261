namespace Cluster.Silo.Data.Messages;

/// <summary>Where the output of a finished attempt lies.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Host">The silo, as <see cref="Orleans.Runtime.SiloAddress.ToParsableString"/> gives it: with its generation, so that it never means a later incarnation.</param>
[GenerateSerializer, Immutable, Alias("Cluster.Data.TaskOutput")]
internal readonly record struct TaskOutput([property: Id(0)] TaskAttempt Attempt, [property: Id(1)] string Host);
