namespace Cluster.Tests.Storage.Log;

/// <summary>Crashes at every step of a log's life, over a disk that loses, tears and reorders what was not synced.</summary>
/// <remarks>CLUSTER_LOG_SEEDS sets how many seeds each test runs; 300 by default.</remarks>
public sealed class LogCrashTests
{
    private static readonly int Seeds = int.Parse(Environment.GetEnvironmentVariable("CLUSTER_LOG_SEEDS") ?? "300");

    [Fact]
    public async Task Recovery_AfterPowerFailureAtEveryOperation_GivesBackAllThatWasAcknowledged()
    {
        for (var crashAt = 0; crashAt < 120; crashAt++)
        {
            for (var seed = 0; seed < Seeds / 30; seed++)
                await RunAsync(new SimulatedDisk(), seed * 1000 + crashAt, crashAt);
        }
    }

    [Fact]
    public async Task Recovery_AfterManyLives_GivesBackAllThatWasAcknowledged()
    {
        for (var seed = 0; seed < Seeds; seed++)
            await RunAsync(new SimulatedDisk(), seed);
    }

    [Fact]
    public async Task Recovery_AfterFailedSyncAndRestartOfTheProcessAlone_LosesNothingItThenServed()
    {
        var failed = 0;
        for (var seed = 0; seed < Seeds; seed++)
            failed += await RunWithFailedSyncAsync(seed, recoveryWritesNothing: false) ? 1 : 0;
        Assert.True(failed > Seeds / 8, $"Only {failed} of {Seeds} runs met the failing sync.");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Recovery_WhenSyncsDoNothing_IsFoundToLoseRecords(bool ignoreFileSync, bool ignoreDirectorySync)
    {
        var found = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new SimulatedDisk { IgnoreFileSync = ignoreFileSync, IgnoreDirectorySync = ignoreDirectorySync };
            found += await FindsViolationAsync(() => RunAsync(disk, seed)) ? 1 : 0;
        }

        Assert.True(found > 0, "A disk that never syncs passed for a good one: the scenario cannot see lost records.");
    }

    [Fact]
    public async Task Recovery_ThatTrustsWhatItReadsAfterAFailedSync_IsFoundToLoseRecords()
    {
        var found = 0;
        for (var seed = 0; seed < Seeds; seed++)
            found += await FindsViolationAsync(() => RunWithFailedSyncAsync(seed, recoveryWritesNothing: true)) ? 1 : 0;
        Assert.True(found > 0, "The scenario cannot see that pages were marked clean by a failed sync.");
    }

    private static async Task RunAsync(SimulatedDisk disk, int seed, int? crashAt = null)
    {
        var random = new Random(seed);
        var scenario = new LogScenario(disk, random);
        try
        {
            for (var life = 0; life < 5; life++)
            {
                disk.CrashAt = crashAt is not null && life == 0 ? crashAt : random.Next(160);
                await scenario.LiveAsync(steps: 60);
                disk.Crash(random);
            }

            await scenario.LiveAsync(steps: 0);
        }
        catch (LogModelException exception)
        {
            throw new LogModelException($"seed {seed}, crash at {crashAt}: {exception.Message}");
        }
    }

    private static async Task<bool> RunWithFailedSyncAsync(int seed, bool recoveryWritesNothing)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var scenario = new LogScenario(disk, random) { RecoveryWritesNothing = recoveryWritesNothing };
        disk.FailSyncAt = random.Next(4, 60);
        await scenario.LiveAsync(steps: 60);
        disk.Restart();
        await scenario.LiveAsync(steps: 0);
        disk.Crash(random);
        await scenario.LiveAsync(steps: 20);
        return disk.SyncFailed;
    }

    private static async Task<bool> FindsViolationAsync(Func<Task> run)
    {
        try
        {
            await run();
            return false;
        }
        catch (Exception exception) when (exception is LogModelException or Silo.Storage.Log.LogCorruptException)
        {
            return true;
        }
    }
}
