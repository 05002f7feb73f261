using System.Reflection;
using System.Text.RegularExpressions;
using NetArchTest.Rules;

namespace Cluster.Tests.Architecture;

/// <summary>Slices see each other along declared edges only, and the foundation sees none of them.</summary>
public sealed class SliceTests
{
    private static readonly string[] Slices = ["Data", "Locks", "Registers", "Transactions", "Sagas", "Learning"];

    private static readonly string[] Foundation = ["Health", "Membership", "Placement", "Storage"];

    // Locks see transactions because there is one wait-for graph over both (decision 19).
    private static readonly (string From, string To)[] DeclaredEdges =
        [("Transactions", "Registers"), ("Transactions", "Locks"), ("Locks", "Transactions"), ("Locks", "Registers"), ("Sagas", "Registers"), ("Transactions", "Sagas")];

    public static TheoryData<string> Rooms() => [.. Slices, .. Foundation];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void RoomOfTheClientLibrary_SeesNoUndeclaredSlice(string room) => AssertSeesNoUndeclaredSlice(typeof(ClusterClient).Assembly, "Cluster", room);

    [Theory]
    [MemberData(nameof(Rooms))]
    public void RoomOfTheSilo_SeesNoUndeclaredSlice(string room) =>
        AssertSeesNoUndeclaredSlice(typeof(Orleans.Hosting.ClusterSiloBuilderExtensions).Assembly, "Cluster.Silo", room);

    [Fact]
    public void Rule_ShownAnEdgeThatStands_FindsIt() =>
        Assert.Contains(typeof(ClusterClient), Types.InAssembly(typeof(ClusterClient).Assembly).That().HaveDependencyOn("Cluster.Data").GetTypes());

    private static void AssertSeesNoUndeclaredSlice(Assembly assembly, string root, string room)
    {
        var undeclared = Slices
            .Where(slice => slice != room && !DeclaredEdges.Contains((room, slice)))
            .SelectMany(slice => new[] { $"Cluster.{slice}", $"Cluster.Silo.{slice}" })
            .ToArray();

        // ResideInNamespace matches prefixes, so `Data` would also match `Database`: the exact name or a dot must follow.
        var offenders = Types.InAssembly(assembly).That().ResideInNamespaceMatching($@"^{Regex.Escape(root)}\.{room}(\.|$)")
            .And().HaveDependencyOnAny(undeclared)
            .GetTypes();

        Assert.Empty(offenders.Select(type => type.FullName));
    }
}
