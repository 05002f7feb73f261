using System.Diagnostics;

namespace Cluster.Cli.Up;

/// <summary>Builds an AppHost's project, and with it all that it starts.</summary>
internal static class AppHostBuild
{
    /// <summary>Returns the assembly to run.</summary>
    /// <exception cref="CommandFailedException">It does not build (exit code 1); the compiler's errors are in the message.</exception>
    public static async Task<string> GetAssemblyAsync(AppHostProgram program, bool build, string? configuration, CancellationToken cancellationToken)
    {
        if (!program.IsProject)
        {
            return program.Path;
        }

        string[] arguments =
        [
            "build", program.Path, "-nologo", "-v:quiet", "-getProperty:TargetPath",
            .. build ? ["-t:Build"] : Array.Empty<string>(),
            .. configuration is null ? Array.Empty<string>() : [$"-p:Configuration={configuration}"],
        ];
        var (exitCode, output, errors) = await RunAsync(arguments, cancellationToken);
        if (exitCode != 0)
        {
            throw new CommandFailedException(
                ExitCode.Failed, $"{program.Path} does not build.{Environment.NewLine}{(errors.Length > 0 ? errors : output).Trim()}");
        }

        var assembly = output.Trim();
        return File.Exists(assembly)
            ? assembly
            : throw new CommandFailedException(ExitCode.Failed, $"{assembly} is not there: the project was never built so. Leave --no-build away.");
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(DotnetHost.Path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
