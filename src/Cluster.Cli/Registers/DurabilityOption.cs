using System.CommandLine;
using Cluster.Registers;

namespace Cluster.Cli.Registers;

/// <summary><c>--durability durable|replicated</c>: which of the two registers of a name is meant.</summary>
internal sealed class DurabilityOption : Option<RegisterDurability>
{
    public DurabilityOption() : base("--durability")
    {
        Description = "Where the register is kept: durable (on disks) or replicated (in memory). Of one name there can be both. Default: durable.";
        HelpName = "WHERE";
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "durable":
                    return RegisterDurability.Durable;
                case "replicated":
                    return RegisterDurability.Replicated;
                case var other:
                    result.AddError($"--durability {other} is neither durable nor replicated.");
                    return RegisterDurability.Durable;
            }
        };
    }
}
