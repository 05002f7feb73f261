using System.Reflection;
using NetArchTest.Rules;

namespace Cluster.Tests.Architecture;

public sealed class AssemblyTests
{
    private static readonly Assembly Client = typeof(ClusterClient).Assembly;
    private static readonly Assembly Silo = typeof(Orleans.Hosting.ClusterSiloBuilderExtensions).Assembly;
    private static readonly Assembly LocalHosting = typeof(global::Cluster.LocalHosting.DistributedApplication).Assembly;

    [Fact]
    public void ClientLibrary_DoesNotLoadTheSiloRuntime() =>
        Assert.DoesNotContain(Client.GetReferencedAssemblies(), name => name.Name is "Orleans.Runtime" or "Cluster.Silo");

    [Fact]
    public void LocalEngine_KnowsNothingOfOrleans() =>
        Assert.DoesNotContain(LocalHosting.GetReferencedAssemblies(), name => name.Name!.StartsWith("Orleans", StringComparison.Ordinal));

    [Fact]
    public void SiloTypes_AreSealed_UnlessAbstractOrStatic()
    {
        var open = Types.InAssembly(Silo).That().AreClasses().And().AreNotSealed().And().AreNotAbstract().GetTypes()
            .Where(type => !IsGenerated(type))
            .Select(type => type.FullName);

        Assert.Empty(open);
    }

    [Fact]
    public void SiloTypes_AreInternal_UnlessPartOfItsSmallPublicSurface()
    {
        var outside = Types.InAssembly(Silo).GetTypes()
            .Where(type => type.IsVisible && !IsGenerated(type) && type.Namespace is not "Orleans.Hosting" and not "Cluster.Silo" and not "Cluster.Data")
            .Select(type => type.FullName);

        Assert.Empty(outside);
    }

    private static bool IsGenerated(Type type) =>
        type.FullName!.Contains("OrleansCodeGen", StringComparison.Ordinal)
        || type.FullName.Contains('<', StringComparison.Ordinal)
        || type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is not null;
}
