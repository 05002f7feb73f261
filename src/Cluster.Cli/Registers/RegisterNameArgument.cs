using System.CommandLine;
using Cluster.Registers;

namespace Cluster.Cli.Registers;

/// <summary>The name of a register on the command line.</summary>
internal sealed class RegisterNameArgument : Argument<string>
{
    public RegisterNameArgument() : base("NAME")
    {
        Description = $"The name of the register, 1 to {ClusterRegisters.MaxNameLength} characters.";
        Validators.Add(result =>
        {
            if (result.Tokens is [var name] && name.Value.Length is 0 or > ClusterRegisters.MaxNameLength)
            {
                result.AddError($"NAME must have 1 to {ClusterRegisters.MaxNameLength} characters; this one has {name.Value.Length}.");
            }
        });
    }

    /// <summary>A name as a terminal may show it.</summary>
    public static string Display(string name) => KeyText.Display(name, 80);
}
