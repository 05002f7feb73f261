using System.Globalization;
using Cluster.LocalHosting.ApplicationModel;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Servers;
using Cluster.LocalHosting.Supervision;

namespace Cluster.LocalHosting.Projects;

/// <summary>
/// The environment of a project's process: the same variables that Aspire gives, so that a process cannot tell who started it, and besides
/// them how to reach the AppHost.
/// </summary>
/// <param name="control">How to reach the AppHost.</param>
/// <param name="run">The run's mark, which makes the cluster's id unlike that of any other run unless one was given.</param>
/// <param name="connections">What serves each resource that has a connection string.</param>
/// <param name="replicasOf">The processes of a project as they are now.</param>
internal sealed class ProjectConfiguration(
    ControlInfo control,
    string run,
    IReadOnlyDictionary<Resource, ResourceDriver> connections,
    Func<ProjectResource, IEnumerable<ProjectDriver>> replicasOf)
{
    public string ClusterIdOf(OrleansService orleans) => orleans.ClusterId ?? $"{orleans.Name}-{run}";

    public IConnectionSource ConnectionOf(Resource resource) => (IConnectionSource)connections[resource];

    public Dictionary<string, string> VariablesFor(ProjectDriver process, ProjectLocation location)
    {
        var project = process.Project;
        var variables = ProcessEnvironment.Inherited();
        AddHosting(variables, process, location);
        AddOrleans(variables, process);
        foreach (var reference in project.References)
        {
            AddReference(variables, reference);
        }

        foreach (var (name, value) in project.Environment)
        {
            if (value() is { } text)
            {
                variables[name] = text;
            }
        }

        return variables;
    }

    private void AddHosting(Dictionary<string, string> variables, ProjectDriver process, ProjectLocation location)
    {
        // From its build output a web application finds the static files of its packages in Development only.
        if (location.IsBuildOutput && !variables.ContainsKey("ASPNETCORE_ENVIRONMENT") && !variables.ContainsKey("DOTNET_ENVIRONMENT"))
        {
            variables["ASPNETCORE_ENVIRONMENT"] = variables["DOTNET_ENVIRONMENT"] = "Development";
        }

        if (process.Endpoints.Count > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', process.Endpoints);
        }

        foreach (var endpoint in process.Project.Endpoints.Where(e => e.Environment is not null))
        {
            variables[endpoint.Environment!] = process.PortOf(endpoint.Name).ToString(CultureInfo.InvariantCulture);
        }

        variables.TryAdd("Logging__Console__FormatterName", "simple");
        variables.TryAdd("Logging__Console__FormatterOptions__SingleLine", "true");
        variables["OTEL_SERVICE_NAME"] = process.Project.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={process.Name}";
        variables["CLUSTER_DATA"] = control.DataFolder;
        variables["CLUSTER_CONTROL_URL"] = control.Url;
        variables["CLUSTER_CONTROL_TOKEN"] = control.Token;
        variables["Cluster__Data__JobAssemblies"] = Path.Combine(control.DataFolder, "jobs");
        variables["Cluster__Data__WorkFolder"] = Path.Combine(control.DataFolder, "work", process.Name);
    }

    private void AddOrleans(Dictionary<string, string> variables, ProjectDriver process)
    {
        if ((process.Project.Silo ?? process.Project.Client) is not { } orleans)
        {
            return;
        }

        variables["Orleans__ClusterId"] = ClusterIdOf(orleans);
        variables["Orleans__ServiceId"] = orleans.ServiceId;
        variables["Orleans__EnableDistributedTracing"] = "true";
        AddProvider(variables, "Clustering", orleans.Clustering!);
        if (process.Project.Silo is null)
        {
            return;
        }

        variables["Orleans__Name"] = process.Name;
        variables["Orleans__Endpoints__SiloPort"] = process.SiloPort!.Value.ToString(CultureInfo.InvariantCulture);
        variables["Orleans__Endpoints__GatewayPort"] = process.GatewayPort!.Value.ToString(CultureInfo.InvariantCulture);
        variables["Orleans__Endpoints__AdvertisedIPAddress"] = "127.0.0.1";
        if (orleans.Reminders is { } reminders)
        {
            AddProvider(variables, "Reminders", reminders);
        }

        foreach (var (name, storage) in orleans.GrainStorage)
        {
            AddProvider(variables, $"GrainStorage__{name}", storage);
        }
    }

    private void AddProvider(Dictionary<string, string> variables, string section, Resource provider)
    {
        variables[$"Orleans__{section}__ProviderType"] = ConnectionOf(provider).ProviderType;
        variables[$"Orleans__{section}__ServiceKey"] = provider.Name;
        AddReference(variables, provider);
    }

    private void AddReference(Dictionary<string, string> variables, Resource reference)
    {
        if (reference is not ProjectResource project)
        {
            variables[$"ConnectionStrings__{reference.Name}"] = ConnectionOf(reference).ConnectionString;
            return;
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (replica, endpoint) in replicasOf(project).SelectMany(r => r.Project.Endpoints, (r, e) => (r, e.Name)))
        {
            var number = numbers[endpoint] = numbers.GetValueOrDefault(endpoint, -1) + 1;
            variables[$"services__{project.Name}__{endpoint}__{number.ToString(CultureInfo.InvariantCulture)}"] = replica.UrlOf(endpoint);
        }
    }
}
