using System.Text.Json;
using Cluster.LocalHosting.Control;
using Cluster.LocalHosting.Processes;
using Cluster.LocalHosting.Servers;

namespace Cluster.LocalHosting.Engine;

/// <summary>The <c>.cluster</c> folder, held by one AppHost at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream lockFile)
    {
        FolderPath = path;
        _lock = lockFile;
        Run = new RunRecord(Path.Combine(path, "run"));
    }

    public string FolderPath { get; }

    public string Logs => Path.Combine(FolderPath, "logs");

    private string ControlFile => Path.Combine(FolderPath, "apphost.json");

    private string ClientFile => Path.Combine(FolderPath, "client.json");

    /// <summary>The processes of the run.</summary>
    public RunRecord Run { get; }

    /// <summary>Takes the folder, makes it when it is not there, and clears away what an AppHost left that could not.</summary>
    /// <exception cref="CannotStartException">Another AppHost holds it, or it cannot be written.</exception>
    public static DataFolder Open(string path, string run)
    {
        try
        {
            foreach (var folder in (string[])["", "logs", "jobs", "work"])
            {
                Directory.CreateDirectory(Path.Combine(path, folder));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The data folder {path} cannot be made: {e.Message} Choose another with --data DIR.", e);
        }

        var held = new DataFolder(path, Lock(path));
        held.ClearLeftovers();
        held.Run.Begin(run);
        return held;
    }

    public async Task PublishAsync(ControlInfo control, object? client, CancellationToken cancellationToken)
    {
        if (client is not null)
        {
            await OwnerOnlyFile.WriteAsync(ClientFile, JsonSerializer.Serialize(client, JsonSerializerOptions.Default), cancellationToken);
        }

        await OwnerOnlyFile.WriteAsync(ControlFile, JsonSerializer.Serialize(control, JsonSerializerOptions.Web), cancellationToken);
    }

    /// <summary>Gives the folder back. All processes of the run have ended by now.</summary>
    public void Dispose()
    {
        Run.Clear();
        DeleteControlFiles();
        _lock.Dispose();
    }

    /// <summary>The system gives the lock back when its holder dies, however it dies; the file itself stays.</summary>
    private static FileStream Lock(string path)
    {
        var file = Path.Combine(path, "lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CannotStartException($"{file} cannot be written: {e.Message} Choose another folder with --data DIR.", e);
        }
        catch (IOException e)
        {
            throw new CannotStartException(
                $"Another AppHost runs over {path}{Holder(path)}. Stop that one (Ctrl+C there, or: cluster down), or give this one a folder of its own with --data DIR.",
                e);
        }
    }

    private static string Holder(string path)
    {
        var file = Path.Combine(path, "apphost.json");
        return File.Exists(file) && JsonSerializer.Deserialize<ControlInfo>(File.ReadAllBytes(file), JsonSerializerOptions.Web) is { } control
            ? $" (process {control.ProcessId}, since {control.StartedAt.ToLocalTime():t})"
            : "";
    }

    private void ClearLeftovers()
    {
        Run.Clear();
        DeleteControlFiles();
        Directory.Delete(Path.Combine(FolderPath, "work"), recursive: true);
        Directory.CreateDirectory(Path.Combine(FolderPath, "work"));
    }

    private void DeleteControlFiles()
    {
        File.Delete(ControlFile);
        File.Delete(ClientFile);
    }
}
