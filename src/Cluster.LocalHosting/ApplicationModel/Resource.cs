using System.Text.RegularExpressions;

namespace Cluster.LocalHosting.ApplicationModel;

/// <summary>What all resources have: a name, and others that must be healthy before it starts.</summary>
public abstract partial class Resource : IResource
{
    private protected Resource(string name)
    {
        if (!ValidName().IsMatch(name))
        {
            throw new ArgumentException(
                $"'{name}' cannot be a resource's name. Use lower-case letters, digits and single hyphens, and start with a letter.", nameof(name));
        }

        Name = name;
    }

    /// <inheritdoc />
    public string Name { get; }

    internal List<Resource> Dependencies { get; } = [];

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex ValidName();
}
