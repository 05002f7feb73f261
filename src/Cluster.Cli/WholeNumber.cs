using System.CommandLine.Parsing;
using System.Globalization;

namespace Cluster.Cli;

/// <summary>Parses whole numbers with their range, in the user's words rather than in those of a type.</summary>
internal static class WholeNumber
{
    /// <summary>A parser for an argument or an option called <paramref name="name"/>.</summary>
    public static Func<ArgumentResult, int> InRange(string name, int least, int greatest) => result => Parse(result, name, least, greatest) ?? 0;

    /// <summary>The same where the number may be left out.</summary>
    public static Func<ArgumentResult, int?> OptionalInRange(string name, int least, int greatest) => result => Parse(result, name, least, greatest);

    private static int? Parse(ArgumentResult result, string name, int least, int greatest)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= greatest)
        {
            return number;
        }

        result.AddError($"{name} {text} is not a whole number from {least} to {greatest}.");
        return null;
    }
}
