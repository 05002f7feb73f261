using Cluster.Dashboard.Live;
using Cluster.Sagas;

namespace Cluster.Dashboard.Components;

/// <summary>Which tone each state has.</summary>
internal static class Tones
{
    public static string Css(this Tone tone) => tone.ToString().ToLowerInvariant();

    public static Tone Of(ResourceState state) => state switch
    {
        ResourceState.Running => Tone.Good,
        ResourceState.Starting or ResourceState.Stopping => Tone.Busy,
        ResourceState.Unhealthy => Tone.Warn,
        ResourceState.FailedToStart => Tone.Bad,
        _ => Tone.Idle,
    };

    public static Tone Of(JobState state) => state switch
    {
        JobState.Planning or JobState.Running => Tone.Busy,
        JobState.Succeeded => Tone.Good,
        JobState.Failed => Tone.Bad,
        _ => Tone.Idle,
    };

    public static Tone Of(SiloInfo silo) => silo.State switch
    {
        "Active" => silo.Activations is null ? Tone.Warn : Tone.Good,
        "Joining" or "ShuttingDown" or "Stopping" => Tone.Busy,
        _ => Tone.Idle,
    };

    public static Tone Of(SagaStatus saga) => saga switch
    {
        { NeedsAttention: true } => Tone.Bad,
        { State: SagaState.Running } => Tone.Busy,
        { State: SagaState.Completed } => Tone.Good,
        { State: SagaState.Compensating } => Tone.Warn,
        _ => Tone.Idle,
    };

    public static Tone Of(Health health) => health switch
    {
        Health.Healthy => Tone.Good,
        Health.Degraded => Tone.Warn,
        Health.Unhealthy => Tone.Bad,
        _ => Tone.Busy,
    };
}
