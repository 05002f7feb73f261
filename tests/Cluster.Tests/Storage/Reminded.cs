using Orleans.Runtime;

namespace Cluster.Tests.Storage;

public sealed class Reminded : Grain, IReminded, IRemindable
{
    private const string Name = "wake";
    private int _received;

    // A first time that is over when the registration is written makes Orleans wait for a whole period, so it is not too soon.
    public Task RegisterAsync() => this.RegisterOrUpdateReminder(Name, TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));

    public async Task UnregisterAsync() => await this.UnregisterReminder((await this.GetReminder(Name))!);

    public Task<int> CountAsync() => Task.FromResult(_received);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _received++;
        return Task.CompletedTask;
    }
}
