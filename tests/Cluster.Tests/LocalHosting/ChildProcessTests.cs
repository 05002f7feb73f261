using System.Globalization;
using Cluster.LocalHosting.Processes;

namespace Cluster.Tests.LocalHosting;

public sealed class ChildProcessTests
{
    private readonly List<(bool IsError, string Line)> _output = [];

    [Fact]
    public async Task Ended_AfterBothStreams_GivesTheExitCode()
    {
        var child = Start("echo out; echo err >&2; exit 7");

        Assert.Equal(7, await child.Ended);
        Assert.Contains((false, "out"), _output);
        Assert.Contains((true, "err"), _output);
    }

    [Fact]
    public async Task Ended_BySignal_GivesTheSignalAsShellsDo()
    {
        var child = Start("sleep 1000");

        child.Signal(Posix.Terminate);

        Assert.Equal(128 + Posix.Terminate, await child.Ended);
    }

    [Fact]
    public async Task Start_ALotOfOutput_LosesNone()
    {
        var child = Start("i=0; while [ $i -lt 5000 ]; do echo $i; i=$((i+1)); done");

        await child.Ended;

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"{i}"), _output.Select(o => o.Line));
    }

    [Fact]
    public async Task Start_EnvironmentAndArguments_AreExactlyThoseGiven()
    {
        var spec = new ProcessSpec(
            "/bin/sh",
            ["-c", "echo \"$#|$1|$2\"; env | grep ^ONLY; pwd", "sh", "a b", "ü'\""],
            new Dictionary<string, string> { ["ONLY"] = "this one=two", ["PATH"] = "/usr/bin:/bin" },
            Path.GetTempPath());
        var child = ChildProcess.Start(spec, Collect);

        await child.Ended;

        Assert.Equal(["2|a b|ü'\"", "ONLY=this one=two", Path.GetTempPath().TrimEnd('/')], _output.Select(o => o.Line));
    }

    [Fact]
    public void Start_AProgramThatIsNotThere_SaysSo()
    {
        var spec = new ProcessSpec("/nowhere/to/be-found", [], new Dictionary<string, string>(), "/");

        var thrown = Assert.Throws<CannotStartException>(() => ChildProcess.Start(spec, Collect));

        Assert.Contains("/nowhere/to/be-found could not be started: No such file", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ended_WithAChildLeftInItsGroup_EndsThatToo()
    {
        var child = Start("sleep 1000 & echo $!; exit 0");

        Assert.Equal(0, await child.Ended);

        await GoneAsync(int.Parse(_output[0].Line, CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task KillTree_WithADescendantInASessionOfItsOwn_EndsThatToo()
    {
        var child = Start("setsid sh -c 'echo $$; exec sleep 1000' & wait");
        await Eventually.TrueAsync(() => Lines().Count == 1, "the descendant tells its id");

        child.KillTree();

        Assert.Equal(128 + Posix.Kill, await child.Ended);
        await GoneAsync(int.Parse(Lines()[0], CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Signal_AfterTheEnd_DoesNothing()
    {
        var child = Start("exit 0");
        await child.Ended;

        child.Signal(Posix.Kill);
        child.KillTree();
    }

    [Fact]
    public async Task FindByEnvironment_OfAMarkedProcess_FindsItAndNoOther()
    {
        var mark = Guid.NewGuid().ToString("N");
        var environment = ProcessEnvironment.Inherited();
        environment["CLUSTER_TEST_MARK"] = mark;
        var child = ChildProcess.Start(new ProcessSpec("/bin/sleep", ["1000"], environment, "/"), Collect);
        var other = ChildProcess.Start(new ProcessSpec("/bin/sleep", ["1000"], ProcessEnvironment.Inherited(), "/"), Collect);
        try
        {
            Assert.Empty(ProcessTree.FindByEnvironment("CLUSTER_TEST_MARK", mark[1..]));
            Assert.Equal([child.Id], ProcessTree.FindByEnvironment("CLUSTER_TEST_MARK", mark));
        }
        finally
        {
            child.KillTree();
            other.KillTree();
            await Task.WhenAll(child.Ended, other.Ended);
        }
    }

    private static Task GoneAsync(int id) =>
        Eventually.TrueAsync(() => ProcessTree.StartOf(id) is null || IsZombie(id), $"process {id} is gone");

    // Where nothing reaps orphans (a container's first process), what has ended stays as a zombie.
    private static bool IsZombie(int id) =>
        File.Exists($"/proc/{id}/stat") && File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);

    private ChildProcess Start(string script) => ChildProcess.Start(ShellLauncher.Script(script), Collect);

    private void Collect(bool isError, string line)
    {
        lock (_output)
        {
            _output.Add((isError, line));
        }
    }

    private List<string> Lines()
    {
        lock (_output)
        {
            return [.. _output.Select(o => o.Line)];
        }
    }
}
