using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Cluster;

/// <summary>Checks options against the data annotations on them; what fails says the annotation's own words.</summary>
/// <remarks>The generated validators of .NET leave an annotation's message out, and with it the configuration key.</remarks>
internal sealed class AnnotationValidator<TOptions> : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(faults.Select(fault => fault.ErrorMessage ?? $"{string.Join(", ", fault.MemberNames)} is not valid."));
    }
}
