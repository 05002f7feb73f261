using Microsoft.Extensions.Options;

namespace Cluster.Locks.FileSystem;

[OptionsValidator]
internal sealed partial class FileSystemLocksOptionsValidator : IValidateOptions<FileSystemLocksOptions>;
