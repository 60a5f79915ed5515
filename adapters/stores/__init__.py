"""What must outlive a process: claims that make an effect happen once, and positions with the results up to them."""
