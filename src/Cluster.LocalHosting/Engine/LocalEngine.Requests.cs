using System.Globalization;
using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Logs;
using Cluster.LocalHosting.Supervision;

namespace Cluster.LocalHosting.Engine;

/// <summary>What the control API asks of the engine.</summary>
internal sealed partial class LocalEngine
{
    private const int MostReplicas = 32;
    private readonly SemaphoreSlim _scaling = new(1, 1);
    private readonly Dictionary<Resource, int> _targets = [];
    private volatile bool _isStopping;

    public async Task StartResourceAsync(string name)
    {
        ThrowIfStopping();
        await Task.WhenAll(Named(name).Select(s => s.StartAsync()));
    }

    public Task StopResourceAsync(string name) => Task.WhenAll(Named(name).Select(s => s.StopAsync()));

    public async Task RestartResourceAsync(string name)
    {
        ThrowIfStopping();
        await Task.WhenAll(Named(name).Select(async s =>
        {
            await s.StopAsync();
            await s.StartAsync();
        }));
    }

    /// <summary>
    /// Sets how many replicas a group has. New ones start at once; of those that are too many the highest numbers drain and are gone when
    /// they have ended. Returns when the change is accepted.
    /// </summary>
    public void Scale(string group, int count)
    {
        ThrowIfStopping();
        var resource = _resources.FirstOrDefault(r => r.Name == group) ?? throw Unknown(group);
        if (resource is not ProjectResource { Replicas: { } } project)
        {
            var scalable = string.Join(", ", _resources.Where(r => r is ProjectResource { Replicas: not null }).Select(r => r.Name));
            throw new RequestRefusedException(400, $"'{group}' has no replicas. {(scalable.Length == 0 ? "No resource has." : $"Those that have: {scalable}.")}");
        }

        if (count is < 1 or > MostReplicas)
        {
            throw new RequestRefusedException(
                400, string.Create(CultureInfo.InvariantCulture, $"'{group}' cannot have {count} replicas. Use 1 to {MostReplicas}."));
        }

        lock (_lock)
        {
            _targets[project] = count;
        }

        _ = ReconcileAsync(project);
    }

    public void RequestShutdown() => _shutdown.TrySetResult();

    /// <summary>A test for the names of the processes that a name stands for: one, the replicas of a group, or the AppHost itself.</summary>
    public Func<string, bool> NamesOf(string name)
    {
        if (name == LogStoreLoggerProvider.AppHost)
        {
            return n => n == name;
        }

        if (_resources.FirstOrDefault(r => r.Name == name) is { } group)
        {
            return n => n == name || Supervisors.Any(s => s.Name == n && ReferenceEquals(s.Resource, group));
        }

        _ = Named(name);
        return n => n == name;
    }

    private IReadOnlyList<Supervisor> Named(string name)
    {
        var named = Supervisors.Where(s => s.Name == name || s.Resource.Name == name).ToList();
        return named.Count > 0 ? named : throw Unknown(name);
    }

    private RequestRefusedException Unknown(string name) => new(
        404, $"There is no resource '{name}'. There are: {string.Join(", ", Supervisors.Select(s => s.Name))}.");

    private void ThrowIfStopping()
    {
        if (_isStopping || _shutdown.Task.IsCompleted)
        {
            throw new RequestRefusedException(409, "The AppHost is stopping. Start it again first.");
        }
    }

    private async Task ReconcileAsync(ProjectResource project)
    {
        await _scaling.WaitAsync();
        try
        {
            while (!_isStopping)
            {
                var replicas = SupervisorsOf(project);
                int count;
                lock (_lock)
                {
                    count = _targets[project];
                }

                if (replicas.Count == count)
                {
                    return;
                }

                LogScaled(project.Name, replicas.Count, count);
                for (var number = replicas.Count + 1; number <= count; number++)
                {
                    await AddReplica(project, number).StartAsync();
                }

                await Task.WhenAll(replicas.Skip(count).Select(RetireAsync));
            }
        }
        catch (Exception e)
        {
            LogCannotScale(e, project.Name);
        }
        finally
        {
            _scaling.Release();
        }
    }

    private async Task RetireAsync(Supervisor replica)
    {
        await replica.StopAsync();
        lock (_lock)
        {
            _supervisors[replica.Resource].Remove(replica);
        }

        await replica.DisposeAsync();
        Board.NotifyChanged();
    }
}
