using Orleans.Runtime;

namespace Cluster.Tests.Storage;

public sealed class Reminded : Grain, IReminded, IRemindable
{
    private const string Name = "wake";
    private int _received;

    public Task RegisterAsync() => this.RegisterOrUpdateReminder(Name, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));

    public async Task UnregisterAsync() => await this.UnregisterReminder((await this.GetReminder(Name))!);

    public Task<int> CountAsync() => Task.FromResult(_received);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _received++;
        return Task.CompletedTask;
    }
}
