using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Silo.Registers.Hosting;

namespace Cluster.Silo.Registers.Watching;

/// <summary>The names that convergent replicas keep registers by: a letter for the type, then the register's name.</summary>
internal static class RegisterKeys
{
    private static readonly (char Letter, RegisterType Type)[] Types =
    [
        (ConvergentShard.ValuePrefix, RegisterType.Value),
        (ConvergentShard.InMemoryPrefix, RegisterType.Replicated),
        ((char)ConvergentType.Counter, RegisterType.Counter),
        ((char)ConvergentType.GrowOnlyCounter, RegisterType.GrowOnlyCounter),
        ((char)ConvergentType.Set, RegisterType.Set),
        ((char)ConvergentType.Map, RegisterType.Map),
        ((char)ConvergentType.MultiValue, RegisterType.MultiValue),
    ];

    /// <summary>By name, and of one name by type.</summary>
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    public static string[] Of(string register) => [.. Types.Select(type => type.Letter + register)];

    public static string NameOf(string key) => key[1..];

    public static int ShardOf(string key) => RegisterShards.Of(NameOf(key), TypeOf(key) == RegisterType.Replicated ? RegisterDurability.Replicated : RegisterDurability.Durable);

    public static RegisterType TypeOf(string key) => Types.First(type => type.Letter == key[0]).Type;

    public static int Compare(string one, string other)
    {
        var byName = string.CompareOrdinal(one, 1, other, 1, int.MaxValue);
        return byName == 0 ? one[0].CompareTo(other[0]) : byName;
    }
}
