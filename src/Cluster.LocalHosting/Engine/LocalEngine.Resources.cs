using System.Globalization;
using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Projects;
using Cluster.LocalHosting.Supervision;

namespace Cluster.LocalHosting.Engine;

internal sealed partial class LocalEngine
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Resource, List<Supervisor>> _supervisors = [];

    /// <summary>All resources, in the order of the model, replicas by number.</summary>
    public IReadOnlyList<ResourceStatus> Statuses => [.. Supervisors.Select(s => s.Status)];

    /// <summary>The addresses that the model marks as meant for people, with the names of their resources.</summary>
    public IReadOnlyList<(string Name, string Address)> ExternalEndpoints =>
        [.. Supervisors.Where(s => s.Resource is ProjectResource { IsExternal: true }).SelectMany(s => s.Status.Endpoints, (s, e) => (s.Name, e))];

    public string DataFolderPath => _folder.FolderPath;

    /// <summary>True for a resource that does its work and ends; what it writes is meant for whoever started the application.</summary>
    public bool IsProgram(string name) => Supervisors.Any(s => s.Name == name && s.Driver.RunsToCompletion);

    private IReadOnlyList<Supervisor> Supervisors
    {
        get
        {
            lock (_lock)
            {
                return [.. _resources.SelectMany(r => _supervisors.GetValueOrDefault(r) ?? [])];
            }
        }
    }

    private IReadOnlyList<Supervisor> SupervisorsOf(Resource resource)
    {
        lock (_lock)
        {
            return [.. _supervisors.GetValueOrDefault(resource) ?? []];
        }
    }

    private void AddSupervisors(Resource resource)
    {
        if (resource is not ProjectResource project)
        {
            AddSupervisor(resource.Name, resource, _servers[resource]);
            return;
        }

        for (var number = 1; number <= (project.Replicas ?? 1); number++)
        {
            AddReplica(project, number);
        }
    }

    private Supervisor AddReplica(ProjectResource project, int number)
    {
        var name = project.Replicas is null ? project.Name : string.Create(CultureInfo.InvariantCulture, $"{project.Name}-{number}");
        return AddSupervisor(name, project, new ProjectDriver(project, name, number, _projects!, _ports, _http));
    }

    private Supervisor AddSupervisor(string name, Resource resource, ResourceDriver driver)
    {
        var supervisor = new Supervisor(name, resource, driver, () => AwaitedBy(resource), _supervision);
        lock (_lock)
        {
            if (!_supervisors.TryGetValue(resource, out var replicas))
            {
                _supervisors[resource] = replicas = [];
            }

            replicas.Add(supervisor);
        }

        return supervisor;
    }

    /// <summary>The first thing that a resource still waits for, or null.</summary>
    private string? AwaitedBy(Resource resource)
    {
        foreach (var awaited in resource.Dependencies.SelectMany(SupervisorsOf).Select(s => s.Status))
        {
            if (awaited.State != ResourceState.Running)
            {
                return $"waits for {awaited.Name}{(awaited.State == ResourceState.FailedToStart ? ", which could not be started" : "")}";
            }
        }

        return null;
    }
}
