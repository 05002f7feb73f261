using System.CommandLine;

namespace Cluster.Cli.Up;

/// <summary>The AppHost's own options, so that <c>--help</c> and completion know them; all others are handed on as they are.</summary>
internal sealed class UpArguments
{
    private readonly Option<int?> _silos = new("--silos")
    {
        Description = "How many silos to start. Default: 3.",
        HelpName = "N",
        CustomParser = WholeNumber.OptionalInRange("--silos", 1, 32),
    };

    private readonly Option<int?> _port = new("--port")
    {
        Description = "The dashboard's port. Default: a free one.",
        HelpName = "PORT",
        CustomParser = WholeNumber.OptionalInRange("--port", 1, 65_535),
    };

    private readonly Option<bool> _noTour = new("--no-tour") { Description = "Do not start the tour." };

    private readonly Option<bool> _embedded = new("--embedded")
    {
        Description = "Keep everything in one SQLite file, even when Redis or PostgreSQL are on this machine.",
    };

    public void AddTo(Command command)
    {
        command.Add(_silos);
        command.Add(_port);
        command.Add(_noTour);
        command.Add(_embedded);
        command.TreatUnmatchedTokensAsErrors = false;
    }

    /// <summary>The AppHost's command line.</summary>
    public IReadOnlyList<string> Of(ParseResult arguments, string? data)
    {
        var line = new List<string>();
        Add("--silos", arguments.GetValue(_silos)?.ToString());
        Add("--port", arguments.GetValue(_port)?.ToString());
        Add("--data", data);
        line.AddRange(arguments.GetValue(_noTour) ? ["--no-tour"] : []);
        line.AddRange(arguments.GetValue(_embedded) ? ["--embedded"] : []);
        line.AddRange(arguments.UnmatchedTokens);
        return line;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                line.Add(name);
                line.Add(value);
            }
        }
    }
}
