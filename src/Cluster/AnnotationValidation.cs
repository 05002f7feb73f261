using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cluster;

/// <summary>Registers <see cref="AnnotationValidator{TOptions}"/>.</summary>
internal static class AnnotationValidation
{
    public static OptionsBuilder<TOptions> ValidateAnnotationsOnStart<TOptions>(this OptionsBuilder<TOptions> options)
        where TOptions : class
    {
        options.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, AnnotationValidator<TOptions>>());
        return options.ValidateOnStart();
    }
}
