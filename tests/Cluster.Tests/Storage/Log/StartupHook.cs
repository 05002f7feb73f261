using Cluster.Tests.Storage.Log;

/// <summary>Runs before the program's own entry point where DOTNET_STARTUP_HOOKS names this assembly; the runtime looks for this name.</summary>
internal static class StartupHook
{
    public static void Initialize() => LogWriterProcess.RunIfAsked();
}
