using Cluster.Cli.Json;
using Cluster.LocalHosting.Control;

namespace Cluster.Cli.Resources;

/// <summary>Shows what has become of the resources that a command acted on.</summary>
internal static class ResourceReport
{
    public static void Write(CommandContext context, string action, string name, IReadOnlyList<ResourceStatus> resources)
    {
        if (context.Json)
        {
            context.WriteDocument(new ActionDocument(action, name, resources), CliJson.Documents.ActionDocument);
        }
        else
        {
            context.Terminal.OutputConsole().Write(ResourceTable.Create(resources, context.Terminal.Time.GetUtcNow()));
        }
    }
}
