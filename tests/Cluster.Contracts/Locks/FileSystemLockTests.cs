using Cluster.Locks;
using Cluster.Locks.FileSystem;

namespace Cluster.Contracts.Locks;

public sealed class FileSystemLockTests(FileSystemLockTests.Provider setting, ITestOutputHelper output)
    : LeasedLockProviderContract<FileSystemLockTests.Provider>(setting, output)
{
    public sealed class Provider : LockProviderSetting
    {
        public override bool HasLease => true;

        protected override IReadOnlyList<string> Arguments => ["--provider", "file-system", "--at", Folder.File("locks")];

        public override ValueTask<IFencedLockProvider> OpenAsync() => new(new FileSystemLocks(Folder.File("locks")));
    }
}
