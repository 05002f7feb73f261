using System.CommandLine;

namespace Cluster.Cli.Locks;

/// <summary>The name of a lock or semaphore on the command line.</summary>
internal sealed class LockNameArgument : Argument<string>
{
    private const int LongestName = 512;

    public LockNameArgument() : base("NAME")
    {
        Description = $"The name of the lock, 1 to {LongestName} characters.";
        Validators.Add(result =>
        {
            if (result.Tokens is [var name] && name.Value.Length is 0 or > LongestName)
            {
                result.AddError($"NAME must have 1 to {LongestName} characters; this one has {name.Value.Length}.");
            }
        });
    }

    /// <summary>For commands that look at one lock: a semaphore may have the same name.</summary>
    public static Option<bool> SemaphoreOption() => new("--semaphore") { Description = "NAME is a semaphore, not a lock." };

    /// <summary>A name as a terminal may show it.</summary>
    public static string Display(string name) => KeyText.Display(name, 80);
}
