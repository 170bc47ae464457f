using System.ComponentModel.DataAnnotations;

namespace Monitor.Web.Access.Account;

/// <summary>A new password, typed twice.</summary>
public class ChosenPassword
{
    [Required(ErrorMessage = "Choose a password.")]
    [StringLength(1000, ErrorMessage = "The password is too long.")]
    public string New { get; set; } = "";

    [Compare(nameof(New), ErrorMessage = "The two passwords differ.")]
    public string Repeated { get; set; } = "";
}
