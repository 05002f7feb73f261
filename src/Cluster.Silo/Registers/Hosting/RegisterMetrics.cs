using System.Diagnostics.Metrics;

namespace Cluster.Silo.Registers.Hosting;

/// <summary>The measurements of registers.</summary>
internal sealed class RegisterMetrics : IDisposable
{
    public const string MeterName = "Cluster.Registers";

    private readonly Meter _meter;
    private readonly Histogram<double> _convergence;

    public RegisterMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _convergence = _meter.CreateHistogram<double>(
            "cluster.registers.convergence", "s", "How long a weaker write took to reach another replica, by the two silos' clocks.");
    }

    public void Converged(TimeSpan after) => _convergence.Record(Math.Max(0, after.TotalSeconds));

    public void ObserveOwed(Func<int> owed) =>
        _meter.CreateObservableGauge("cluster.registers.hints", owed, "{register}", "Registers that are owed to replicas that could not be reached.");

    public void ObservePromises(Func<int> standing) => _meter.CreateObservableGauge(
        "cluster.registers.promises", standing, "{register}", "Registers of this silo's replicas in which a transaction has made a promise that stands.");

    public void Dispose() => _meter.Dispose();
}
