using System.Text.RegularExpressions;
using NetArchTest.Rules;

namespace Cluster.Tests.Architecture;

/// <summary>Protocol cores are plain classes: messages and time in, messages and effects out, and no Orleans type in them.</summary>
public sealed class ProtocolCoreTests
{
    [Theory]
    [InlineData("Cluster.Silo.Data.Blocks")]
    [InlineData("Cluster.Silo.Data.Input")]
    [InlineData("Cluster.Silo.Data.Pairs")]
    [InlineData("Cluster.Silo.Data.Planning")]
    [InlineData("Cluster.Silo.Data.Results")]
    [InlineData("Cluster.Silo.Data.Words")]
    [InlineData("Cluster.Silo.Locks.Deadlocks")]
    [InlineData("Cluster.Silo.Locks.Protocol")]
    [InlineData("Cluster.Silo.Registers.Convergent")]
    [InlineData("Cluster.Silo.Registers.Durability")]
    [InlineData("Cluster.Silo.Registers.Placement")]
    [InlineData("Cluster.Silo.Registers.Promises")]
    [InlineData("Cluster.Silo.Registers.Protocol")]
    [InlineData("Cluster.Silo.Registers.Repair")]
    [InlineData("Cluster.Silo.Sagas.Protocol")]
    [InlineData("Cluster.Silo.Storage.Log")]
    [InlineData("Cluster.Silo.Transactions.Protocol")]
    [InlineData("Cluster.Transactions.Protocol")]
    public void ProtocolCore_UsesNoOrleansType(string core)
    {
        var types = Types.InAssemblies([typeof(Orleans.Hosting.ClusterSiloBuilderExtensions).Assembly, typeof(ClusterClient).Assembly])
            .That().ResideInNamespaceMatching($"^{Regex.Escape(core)}$");

        Assert.NotEmpty(types.GetTypes());

        // A message carries the serializer's attributes and is still plain.
        Assert.Empty(types.And().DoNotHaveCustomAttribute(typeof(GenerateSerializerAttribute))
            .And().HaveDependencyOn("Orleans").GetTypes().Select(type => type.FullName));
    }
}
