using System.Globalization;

namespace Cluster.LocalHosting.Arguments;

/// <summary>The AppHost's command line, parsed.</summary>
/// <param name="Options">What the engine itself does with it.</param>
/// <param name="Configuration">All options, and keys given as <c>--Section:Key VALUE</c>, for Program.cs and the resources.</param>
/// <param name="IsHelp">True when the help is asked for.</param>
internal sealed record AppHostArguments(AppHostOptions Options, IReadOnlyDictionary<string, string?> Configuration, bool IsHelp)
{
    /// <summary>Parses <paramref name="args"/>. A switch may be given a value too (<c>--no-tour=true</c>), as Aspire's command line needs it.</summary>
    /// <exception cref="AppHostArgumentException">An option is unknown, lacks its value or has a wrong one.</exception>
    public static AppHostArguments Parse(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "-h" or "-?" or "/?")
            {
                values["help"] = "true";
                continue;
            }

            if (!args[i].StartsWith("--", StringComparison.Ordinal) || args[i].Length == 2)
            {
                throw new AppHostArgumentException($"'{args[i]}' is no option. Options start with two hyphens; --help shows all.");
            }

            var (name, value) = Split(args[i][2..]);
            var option = AppHostOption.All.FirstOrDefault(o => o.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (option is null && !name.Contains(':', StringComparison.Ordinal))
            {
                var known = string.Join(", ", AppHostOption.All.Select(o => "--" + o.Name));
                throw new AppHostArgumentException($"--{name} is unknown. Known are {known}, and configuration keys such as --ConnectionStrings:redis.");
            }

            if (value is null && option is { Value: null })
            {
                value = i + 1 < args.Count && bool.TryParse(args[i + 1], out _) ? args[++i] : "true";
            }
            else if (value is null)
            {
                value = i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal)
                    ? args[++i]
                    : throw new AppHostArgumentException($"--{name} needs a value: --{name} {option?.Value ?? "VALUE"}.");
            }

            values[option?.Name ?? name] = Checked(option, name, value);
        }

        return new AppHostArguments(ToOptions(values), values, IsOn(values, "help"));
    }

    private static (string Name, string? Value) Split(string option)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (option, null) : (option[..equals], option[(equals + 1)..]);
    }

    private static string Checked(AppHostOption? option, string name, string value)
    {
        if (option is { Value: null } && !bool.TryParse(value, out _))
        {
            throw new AppHostArgumentException($"--{name} is a switch; give no value, or true or false. Got '{value}'.");
        }

        if (option?.Range is { } range
            && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= range.Least && number <= range.Greatest))
        {
            throw new AppHostArgumentException($"--{name} must be a number from {range.Least} to {range.Greatest}. Got '{value}'.");
        }

        return string.IsNullOrWhiteSpace(value)
            ? throw new AppHostArgumentException($"--{name} needs a value: --{name} {option?.Value ?? "VALUE"}.")
            : value;
    }

    private static AppHostOptions ToOptions(Dictionary<string, string?> values)
    {
        var options = new AppHostOptions
        {
            Embedded = IsOn(values, "embedded"),
            Garnet = IsOn(values, "garnet"),
            Plain = IsOn(values, "plain"),
            Logs = values.GetValueOrDefault("logs"),
        };
        if (options is { Embedded: true, Garnet: true })
        {
            throw new AppHostArgumentException("--embedded and --garnet exclude each other. Give one of them.");
        }

        return values.GetValueOrDefault("data") is { } data ? options with { DataFolder = Path.GetFullPath(data) } : options;
    }

    private static bool IsOn(Dictionary<string, string?> values, string name) =>
        values.GetValueOrDefault(name) is { } value && bool.Parse(value);
}
