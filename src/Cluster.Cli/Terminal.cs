using System.Text;
using Spectre.Console;

namespace Cluster.Cli;

/// <summary>
/// What a command sees of the world: where it writes and where it stands. Results go to <see cref="Output"/>; progress, notes and
/// errors go to <see cref="Error"/>, so that output can be piped while progress stays visible.
/// </summary>
internal sealed class Terminal
{
    /// <summary>Wide enough that no line of a table is folded when nobody's screen limits it.</summary>
    private const int PipeWidth = 220;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Where questions are answered; nobody is there unless <see cref="IsInputInteractive"/>.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    public bool IsInputInteractive { get; init; }

    public bool IsOutputInteractive { get; init; }

    public bool IsErrorInteractive { get; init; }

    public required string WorkingDirectory { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public static Terminal OfProcess()
    {
        if (Console.OutputEncoding.CodePage != Encoding.UTF8.CodePage)
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        return new Terminal
        {
            Output = Console.Out,
            Error = Console.Error,
            Input = Console.In,
            IsInputInteractive = !Console.IsInputRedirected,
            IsOutputInteractive = !Console.IsOutputRedirected,
            IsErrorInteractive = !Console.IsErrorRedirected,
            WorkingDirectory = Environment.CurrentDirectory,
        };
    }

    /// <summary>A Spectre console over <see cref="Output"/>: colours and live displays on a terminal, plain text otherwise.</summary>
    public IAnsiConsole OutputConsole() => CreateConsole(Output, IsOutputInteractive);

    /// <summary>The same over <see cref="Error"/>.</summary>
    public IAnsiConsole ErrorConsole() => CreateConsole(Error, IsErrorInteractive);

    /// <summary>A path as the user wrote it, made absolute.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    private static IAnsiConsole CreateConsole(TextWriter writer, bool interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!interactive)
        {
            console.Profile.Width = PipeWidth;
            console.Profile.Capabilities.Unicode = true;
        }

        return console;
    }
}
