using Cluster.LocalHosting.ApplicationModel;

namespace Cluster.LocalHosting.Engine;

/// <summary>The order in which resources are stopped: those that use others before the others.</summary>
internal static class ResourceOrder
{
    /// <summary>The resources in sets that may be stopped at the same time, one set after the other.</summary>
    /// <exception cref="InvalidOperationException">Resources wait for each other in a circle.</exception>
    public static IReadOnlyList<IReadOnlyList<Resource>> ForStopping(IReadOnlyList<Resource> resources)
    {
        var heights = new Dictionary<Resource, int>();
        foreach (var resource in resources)
        {
            HeightOf(resource, heights, []);
        }

        return [.. resources.GroupBy(r => heights[r]).OrderByDescending(g => g.Key).Select(g => (IReadOnlyList<Resource>)[.. g])];
    }

    private static int HeightOf(Resource resource, Dictionary<Resource, int> heights, List<Resource> path)
    {
        if (path.Contains(resource))
        {
            throw new InvalidOperationException(
                $"Resources wait for each other in a circle: {string.Join(" -> ", path.Append(resource).Select(r => r.Name))}. Take one WaitFor out.");
        }

        if (!heights.TryGetValue(resource, out var height))
        {
            path.Add(resource);
            height = UsedBy(resource).Select(used => HeightOf(used, heights, path) + 1).DefaultIfEmpty(0).Max();
            path.RemoveAt(path.Count - 1);
            heights[resource] = height;
        }

        return height;
    }

    private static IEnumerable<Resource> UsedBy(Resource resource)
    {
        if (resource is not ProjectResource project)
        {
            return resource.Dependencies;
        }

        var orleans = project.Silo ?? project.Client;
        Resource?[] providers = orleans is null ? [] : [orleans.Clustering, orleans.Reminders, .. orleans.GrainStorage.Values];
        return project.Dependencies.Concat(project.References).Concat(providers.OfType<Resource>()).Distinct();
    }
}
